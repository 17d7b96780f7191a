environment = "production"
cidr        = "10.0.0.0/8"
enabled     = true
count_of    = 3
nothing     = null
list = [
  "a",
  "b",
]
map = {
  "a.b" = 1
  c     = { d = "e" }
}
