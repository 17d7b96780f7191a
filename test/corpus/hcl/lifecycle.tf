resource "aws_instance" "web" {
  count         = var.enabled ? 1 : 0
  ami           = data.aws_ami.ubuntu.id
  instance_type = "t3.micro"

  lifecycle {
    create_before_destroy = true
    ignore_changes        = [tags["Created"], ami]
    replace_triggered_by  = [null_resource.x.id]
    precondition {
      condition     = self.ami != ""
      error_message = "AMI required."
    }
  }

  provisioner "local-exec" {
    when    = destroy
    command = "echo ${self.id} >> gone.txt"
  }

  connection {
    type = "ssh"
    host = self.public_ip
  }
}
