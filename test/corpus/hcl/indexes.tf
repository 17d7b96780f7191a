locals {
  number   = var.list[0]
  string   = var.map["key"]
  variable = var.map[var.key]
  chained  = var.a["b"].c[1].d["e"]
  expr     = var.list[length(var.list) - 1]
  negative = var.list[-1]
  template = var.map["a-${var.b}"]
  lines = var.list[
    0
  ]
  of_call   = f(x)[0].y
  of_tuple  = [1, 2, 3][1]
  of_object = { a = 1 }.a
  of_string = "abc"[0]
  of_parens = (var.a).b
}
