locals {
  no_args   = timestamp()
  one       = length(var.x)
  trailing  = max(1, 2, 3,)
  expand    = max(var.numbers...)
  lines = join(",", [
    "a",
    "b",
  ])
  spaces    = lower ("X")
  namespace = provider::aws::arn_parse("arn:aws:s3:::x")
  nested    = coalesce(try(var.a.b.c, null), lookup(var.m, "k", "d"), "")
  chained   = split(",", var.csv)[0]
  keyworded = true(1)
}
