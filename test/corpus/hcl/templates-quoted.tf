locals {
  plain        = "plain"
  empty        = ""
  wrap         = "${var.name}"
  joined       = "a${var.b}c${var.d}"
  nested       = "outer ${upper("inner ${lower("X")}")} end"
  escapes      = "tab\there\nnewline \"quoted\" back\\slash \u00e9 \U0001F600"
  dollar       = "cost: $5, $$10, 100%"
  escaped      = "$${not_interpolated} %%{not_a_directive}"
  triple       = "$$${still_text}"
  trim         = "a ${~ var.b ~} c"
  conditional  = "is ${var.a ? "yes" : "no"}"
  literal_in   = "n=${1}, b=${true}"
  multi        = "x${
    var.a
  }y"
  object_in    = "x${jsonencode({ a = 1, b = "}" })}y"
}
