packer {
  required_plugins {
    amazon = {
      version = ">= 1.2.8"
      source  = "github.com/hashicorp/amazon"
    }
  }
}

source "amazon-ebs" "base" {
  ami_name      = "base-${local.stamp}"
  instance_type = "t3.small"
  tags          = { base = "{{ .SourceAMI }}" }
}

build {
  sources = ["source.amazon-ebs.base"]
  provisioner "shell" {
    inline = ["sudo apt-get update", "echo '$HOME'"]
  }
}
