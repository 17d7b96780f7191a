locals {
  right  = var.a ? 1 : var.b ? 2 : var.c ? 3 : 4
  middle = var.a ? var.b ? 1 : 2 : 3
  parens = (var.a ? "x" : "y") == "x"
  lines = (
    var.a
    ? "yes"
    : "no"
  )
  null_branch = var.enabled ? aws_kms_key.main[0].arn : null
}
