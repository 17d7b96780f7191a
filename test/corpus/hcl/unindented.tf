resource "aws_instance" "flat" {
ami = "ami-123"
instance_type = "t3.micro"
root_block_device {
encrypted = true
volume_size = 10
}
tags = {
Name = "flat"
Other = [
"a",
"b"
]
}
}
variable "x" {
default = 1
}
