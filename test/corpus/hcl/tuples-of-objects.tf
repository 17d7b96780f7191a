rules = [
  { port = 80, cidr = "0.0.0.0/0" },
  { port = 443, cidr = "0.0.0.0/0" }, {
    port = 22
    cidr = "10.0.0.0/8"
  },
  merge({ port = 1 }, var.defaults),
]
matrix = [for r in range(3) : [for c in range(3) : r * 3 + c]]
