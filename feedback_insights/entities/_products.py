"""Products whose versions people name: how they are written, and which whole numbers they have."""

from __future__ import annotations

# Shown name | whole versions, "-" = dotted ones only | other spellings
_TABLE = """
iOS | 3-39 | iphone os, ios version
iPadOS | 13-39 |
macOS | 10-39 | mac os, mac os x, os x, osx, big sur, catalina, mojave, high sierra, monterey, ventura
watchOS | 2-39 |
tvOS | 9-39 |
Android | 2-29 | android os, android version
Windows | 7-11 | win, microsoft windows, windows version
Windows Server | 2003-2030 |
Linux | - | linux kernel, kernel
Ubuntu | 12-30 | linux ubuntu, ubuntu linux
Debian | 7-20 |
Fedora | 20-60 |
CentOS | 5-9 |
RHEL | 5-12 |
ChromeOS | 60-300 | chrome os
Chrome | 30-300 | google chrome, chromium
Firefox | 3-300 | mozilla firefox
Safari | 4-39 |
Edge | 12-300 | microsoft edge, ms edge
Opera | 10-200 |
Brave | - | brave browser
Internet Explorer | 6-11 | ie, msie
Vivaldi | - |
Thunderbird | 3-300 |
SeaMonkey | - | seamonkey
Python | 2-3 | python3, cpython
PyPy | - |
Anaconda | - | conda, miniconda
Java | 5-39 | jdk, openjdk, jre
Kotlin | - |
Node.js | 4-39 | node, nodejs
npm | 3-19 |
Yarn | - |
pnpm | - |
Deno | - |
Bun | - |
PHP | 4-9 |
Ruby | 2-4 |
Rails | 3-9 | ruby on rails
Go | - | golang
Rust | - | rustc
Swift | - |
TypeScript | - |
C++ | - |
.NET | 5-12 | dotnet
.NET Core | 2-3 | net core
.NET Framework | 3-4 | net framework
Perl | 5-6 |
Julia | - |
React | 15-19 | react.js, reactjs
React Native | - | react-native
react-dom | 15-19 |
Angular | 2-39 |
Vue | 2-3 | vue.js, vuejs
Svelte | 3-5 |
Next.js | 9-20 | nextjs, next
Nuxt | 2-4 |
Django | - |
Flask | - |
Laravel | 5-15 |
Spring Boot | 2-4 |
TensorFlow | 1-2 | tf, tensorflow
TensorFlow Lite | - | tflite
Keras | - |
PyTorch | - | torch
OpenCV | 2-5 |
NumPy | - |
pandas | - |
Qt | 4-6 |
CUDA | 8-14 | cuda/cudnn, cuda toolkit
cuDNN | 5-9 |
GCC | 4-16 | gcc/compiler, gcc, g++
Clang | 3-24 |
CMake | - |
Bazel | - |
Xcode | 8-30 |
Gradle | 4-10 |
Maven | - |
Electron | 5-60 |
Flutter | - |
Unity | - |
Expo | - |
VS Code | - | vscode, visual studio code
Visual Studio | 2008-2030 | msvc
IntelliJ | - | intellij idea
Docker | - | docker desktop
Kubernetes | - | k8s
PostgreSQL | 8-20 | postgres
MySQL | 5-9 |
MongoDB | 3-9 |
Redis | 4-9 |
Elasticsearch | 5-9 |
Nginx | - |
jQuery | 1-4 |
webpack | 3-6 |
Babel | 6-8 |
ESLint | 5-10 |
Jest | 20-40 |
Office | 2003-2030 | ms office, microsoft office
Excel | 2003-2030 | microsoft excel
Outlook | 2003-2030 | microsoft outlook
Bitcoin Core | - | bitcoin
OpenSSL | - |
TLS | - |
Bluetooth | - |
SDK | 2-99 |
"""


def _read() -> tuple[dict[str, str], dict[str, tuple[int, int]]]:
    names: dict[str, str] = {}
    whole: dict[str, tuple[int, int]] = {}
    for line in _TABLE.strip().splitlines():
        name, numbers, others = (part.strip() for part in line.split("|"))
        names |= dict.fromkeys([name.lower(), *filter(None, others.split(", "))], name)
        if numbers != "-":
            low, _, high = numbers.partition("-")
            whole[name] = int(low), int(high)
    return names, whole


PRODUCTS, WHOLE = _read()  # spelling in small letters -> shown name; shown name -> first, last whole version
