"""What trackers call their statuses and resolutions, by stage and language. Lower case; see `stages.plain`.

From the default workflows of Jira, Linear, GitHub, GitLab, Azure DevOps, Trello, Asana, Shortcut, Aha!,
ClickUp and Productboard, and Jira's own translations. A word that means two things stands nowhere.
"""

from __future__ import annotations

from typing import Literal

Stage = Literal["open", "in_progress", "done", "declined"]

_OPEN = """
en: open, opened, new, to do, todo, not started, backlog, product backlog, icebox, inbox, triage,
    needs triage, untriaged, unstarted, unscheduled, idea, ideas, new idea, proposed, proposal,
    suggested, submitted, requested, under consideration, under review by product, considering,
    future consideration, candidate, likely to implement, unlikely to implement, planned, planning,
    scheduled, next, next up, up next, later, someday, on hold, on-hold, parked, paused, deferred,
    postponed, snoozed, pending, approved, accepted for planning, ready, ready to start,
    ready to develop, ready for dev, ready for development, ready for work, selected for development,
    selected, prioritized, prioritised, discovery, in discovery, exploring, gathering feedback,
    gathering interest, feedback needed, needs review, needs info, needs information,
    more information needed, on the roadmap, roadmap, confirmed, unconfirmed, reopened, re-opened,
    not yet started, queued, this week, this month, this quarter, upcoming, untouched, undecided
de: offen, neu, zu erledigen, zu tun, ausstehend, geplant, nicht begonnen, wieder geöffnet,
    erneut geöffnet, zurückgestellt, idee, ideen, bereit, eingegangen
fr: à faire, ouvert, ouverte, nouveau, nouvelle, planifié, planifiée, en attente, rouvert, rouverte,
    idée, non commencé, prêt
es: por hacer, tareas por hacer, pendiente, abierto, abierta, nuevo, nueva, planificado, planificada,
    reabierto, reabierta, sin empezar, idea nueva
pt: a fazer, tarefas pendentes, pendente, aberto, aberta, novo, nova, planejado, planejada, planeado,
    reaberto, não iniciado
it: da fare, da completare, aperto, aperta, nuovo, nuova, pianificato, pianificata, riaperto, in attesa
nl: te doen, openstaand, nieuw, gepland, heropend, nog te doen, nog niet gestart
pl: do zrobienia, otwarte, otwarty, nowe, nowy, zaplanowane, oczekujące
sv, no, da: att göra, öppen, ny, planerad, å gjøre, åpen, planlagt, åben, at gøre
ru, uk: к выполнению, открыт, открыта, открыто, новый, новая, новое, запланировано, сделать, до виконання
tr: yapılacak, yapılacaklar, açık, yeni, planlandı
ja: 未着手, 未対応, 未完了, 新規, 予定, オープン, 再オープン
zh: 待办, 待处理, 未开始, 新建, 打开, 已计划, 计划中, 待辦, 開啟
ko: 할 일, 해야 할 일, 열림, 신규, 예정, 대기
"""

_IN_PROGRESS = """
en: in progress, inprogress, started, active, doing, working, working on it, work in progress, wip,
    committed, under development, in development, development, in dev, developing, implementing,
    in implementation, implementation, building, in build, coding, in design, design, designing,
    in specification, in review, review, code review, in code review, peer review, ready for review,
    under review, pr review, in qa, qa, ready for qa, in test, in testing, testing, test, ready for test,
    ready for testing, in verification, verifying, uat, in uat, acceptance, staging, in staging,
    ready for release, ready to release, ready to ship, ready for deploy, ready for deployment,
    ready to deploy, deploying, rolling out, in rollout, beta, in beta, private beta, public beta, alpha,
    in alpha, pilot, early access, delivery, in delivery, blocked, underway, under way, merged,
    in sprint, current sprint, ongoing
de: in arbeit, in bearbeitung, in umsetzung, in entwicklung, begonnen, gestartet, laufend, im test,
    in prüfung, in review, blockiert
fr: en cours, en développement, en cours de développement, commencé, en test, en revue, bloqué,
    en révision
es: en curso, en progreso, en desarrollo, en proceso, empezado, iniciado, en pruebas, en revisión,
    bloqueado
pt: em andamento, em progresso, em curso, em desenvolvimento, fazendo, iniciado, em revisão, em teste,
    bloqueado
it: in corso, in lavorazione, in sviluppo, iniziato, in revisione, in prova, bloccato
nl: bezig, mee bezig, in uitvoering, in behandeling, in ontwikkeling, onderhanden, gestart
pl: w toku, w trakcie, w realizacji, rozpoczęte
sv, no, da: pågående, pågår, under arbeid, under arbeide, i gang, igangværende, påbörjad
ru, uk: в работе, в процессе, выполняется, на проверке, в роботі, в процесі
tr: devam ediyor, sürüyor, yapılıyor
ja: 進行中, 作業中, 処理中, 対応中, レビュー中, テスト中
zh: 进行中, 处理中, 开发中, 測試中, 测试中, 進行中, 處理中
ko: 진행 중, 진행중, 작업 중, 처리 중
"""

_DONE = """
en: done, closed, complete, completed, finished, resolved, fixed, verified, shipped, released, launched,
    live, in production, deployed, delivered, implemented, available, generally available,
    general availability, ga, rolled out, closed as completed, done done, already exists, published,
    solved
de: erledigt, fertig, geschlossen, abgeschlossen, gelöst, behoben, veröffentlicht, umgesetzt,
    ausgeliefert, freigegeben
fr: terminé, terminée, fermé, fermée, fait, résolu, résolue, clos, livré, livrée, publié, achevé
es: finalizado, finalizada, hecho, hecha, cerrado, cerrada, terminado, terminada, listo, lista, resuelto,
    resuelta, completado, completada, publicado, entregado
pt: concluído, concluída, feito, fechado, fechada, finalizado, finalizada, resolvido, resolvida, pronto,
    entregue, itens concluídos
it: completato, completata, fatto, chiuso, chiusa, risolto, risolta, finito, rilasciato
nl: gereed, klaar, gesloten, afgerond, voltooid, opgelost, afgesloten
pl: gotowe, zamknięte, zakończone, zrobione, rozwiązane
sv, no, da: färdig, stängd, ferdig, fullført, lukket, færdig, udført, afsluttet, slutfört
ru, uk: готово, сделано, закрыт, закрыта, закрыто, решено, выполнено, завершено, виконано
tr: tamamlandı, bitti, kapalı, kapatıldı, çözüldü
ja: 完了, 終了, 解決済み, 処理済み, 対応済み, クローズ, リリース済み
zh: 完成, 已完成, 已关闭, 已解决, 已发布, 關閉, 已關閉
ko: 완료, 완료됨, 종료, 닫힘, 해결됨
"""

_DECLINED = """
en: declined, rejected, won't do, wont do, won't fix, wontfix, will not do, will not fix,
    will not implement, won't implement, not planned, closed as not planned, duplicate,
    closed as duplicate, duplicated, merged into another, cancelled, canceled, abandoned, removed,
    withdrawn, obsolete, invalid, not a bug, works as designed, as designed, by design,
    working as intended, works as intended, cannot reproduce, can't reproduce, could not reproduce,
    not doing, no longer needed, dismissed, discarded, out of scope, expired, archived as declined
de: abgelehnt, wird nicht erledigt, wird nicht behoben, wird nicht umgesetzt, nicht geplant, duplikat,
    doppelt, abgebrochen, verworfen, zurückgezogen, ungültig, hinfällig
fr: refusé, refusée, rejeté, rejetée, abandonné, abandonnée, annulé, annulée, doublon, ne sera pas fait,
    ne sera pas corrigé, non planifié, invalide
es: rechazado, rechazada, descartado, descartada, cancelado, cancelada, duplicado, duplicada, no se hará,
    no se corregirá, no planificado
pt: rejeitado, rejeitada, recusado, recusada, descartado, cancelado, cancelada, duplicado, duplicada,
    não será feito
it: rifiutato, rifiutata, respinto, annullato, annullata, duplicato, scartato, non verrà fatto
nl: afgewezen, geannuleerd, duplicaat, vervallen, wordt niet gedaan
pl: odrzucone, odrzucony, anulowane, duplikat
sv, no, da: avvisad, avslått, avvist, afvist, avbruten, avbrutt, annulleret, dublett, duplikat
ru, uk: отклонен, отклонён, отклонено, отменено, отменён, дубликат, не будет исправлено, відхилено
tr: reddedildi, iptal edildi, yinelenen
ja: 却下, 対応しない, 重複, キャンセル, 中止, 見送り
zh: 已拒绝, 拒绝, 不处理, 重复, 已取消, 取消, 已拒絕
ko: 거부됨, 반려, 취소됨, 중복, 하지 않음
"""

WORDS: dict[Stage, str] = {
    "open": _OPEN,
    "in_progress": _IN_PROGRESS,
    "done": _DONE,
    "declined": _DECLINED,
}
