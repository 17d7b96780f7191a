# hash
// slashes
/* block */
/* block
   over lines */

resource "x" "y" { # after the brace
  a = 1 # after a value
  b = 2 // slashes
  c = 3 /* block */
  /* before */ d = 4
  e = /* inside */ 5
  f = [ # in a tuple
    1, # one
    // two
    2
  ]
  # last
} // after the block
# end
