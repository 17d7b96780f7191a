locals {
  simple = "%{ if var.a }yes%{ endif }"
  both   = "%{ if var.a }yes%{ else }no%{ endif }"
  trim   = "a %{~ if var.a ~} yes %{~ else ~} no %{~ endif ~} b"
  loop   = "%{ for x in var.list }${x},%{ endfor }"
  keyed  = "%{ for k, v in var.map }${k}=${v};%{ endfor }"
  nested = "%{ for x in var.list }%{ if x != "" }${x}%{ else }-%{ endif }%{ endfor }"
  empty  = "%{ if var.a }%{ endif }"
}
