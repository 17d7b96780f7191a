locals {
  empty    = []
  one      = ["a"]
  trailing = ["a", "b",]
  lines = [
    "a", # first
    "b", // second
    /* third */ "c",

    "d"
  ]
  nested = [[1, 2], [3, [4, [5]]], []]
  mixed  = [1, "two", true, null, var.x, { a = 1 }, [for y in z : y]]
}
