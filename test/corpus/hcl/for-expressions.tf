locals {
  upper   = [for s in var.names : upper(s)]
  pairs   = [for i, s in var.names : "${i}-${s}"]
  keyed   = { for s in var.names : s => length(s) }
  grouped = { for u in var.users : u.role => u.name... }
  some    = [for s in var.names : s if s != "" && !startswith(s, "tmp")]
  nested  = flatten([for k, v in var.map : [for x in v : { key = k, value = x }]])
  multi = {
    for name, user in var.users :
    name => {
      name  = user.name
      admin = contains(user.groups, "admin")
    }
    if user.active
  }
  tuple_lines = [
    for x in [1, 2, 3] :
    x * 2
  ]
}
