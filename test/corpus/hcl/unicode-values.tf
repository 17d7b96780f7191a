a = "日本語 ${var.x} Ελληνικά"
b = "emoji 😀 and \U0001F600"
c = <<EOT
ümlaut – dash “quotes”
😀 ${x} 😀
EOT
d = "nbsp in here"
