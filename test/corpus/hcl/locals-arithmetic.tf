locals {
  sum        = 1 + 2 * 3 - 4 / 5 % 6
  grouped    = (1 + 2) * (3 - 4)
  negative   = -5
  negated    = - var.offset
  both       = !(var.a && var.b) || var.c
  compare    = var.n >= 3 && var.n <= 7 || var.n == 10 && var.n != 11
  strict     = var.x > 0 ? var.x < 10 : false
  float      = 3.14159
  exponent   = 6.02e23
  small      = 1E-9
  big        = 12345678901234567890123456789
  zero_first = 007
  dotted     = 1.e2
}
