"""What a platform adds to prioritization: breadth over products, audiences, risk, enabling work."""
