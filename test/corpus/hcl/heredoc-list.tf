locals {
  documents = [
    <<-A
      one
    A
    ,
    <<-B
      two ${upper(<<C
inner
C
      )}
    B
  ]
}
