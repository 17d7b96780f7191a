locals {
  empty     = {}
  newline   = {
  }
  comma     = { a = 1, b = 2 }
  trailing  = { a = 1, b = 2, }
  colon     = { a : 1, b : 2 }
  mixed     = { a = 1, "b" : 2, (var.key) = 3, "${var.other}-x" = 4 }
  numbers   = { 1 = "one", 2.50 = "two and a half" }
  keywords  = { true = 1, false = 0, null = "nothing", if = 1, in = 2 }
  reference = { (local.a.b) = 1 }
  dashes    = { kebab-case = 1, under_score = 2 }
  nested = {
    a = { b = { c = [{ d = 1 }] } }

    # a comment between items
    e = 2, f = 3
    g : 4
  }
}
