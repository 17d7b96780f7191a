/** A file of some 200 lines whose blocks stand by themselves: what is found in one never depends on another. */
export const FILE = `# Everything that the shop runs on.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

resource "aws_db_instance" "orders" {
  identifier          = "orders"
  engine              = "postgres"
  instance_class      = "db.t4g.small"
  publicly_accessible = true

  tags = {
    Name  = "orders"
    Stage = "live"
  }
}

/* The keys.
   They rotate by hand, says the wiki. */
resource "aws_kms_key" "orders" {
  description         = "orders"
  enable_key_rotation = false
}

variable "zones" {
  type        = list(string)
  description = "Where to run; \${region} is added"
  default     = ["a", "b"]

  validation {
    condition     = length(var.zones) > 1
    error_message = "At least two."
  }
}

resource "aws_security_group" "admin" {
  name   = "admin"
  vpc_id = "vpc-0123456789abcdef0"

  ingress {
    description = "ssh from everywhere"
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["10.0.0.0/8"]
  }
}

locals {
  prefix = "shop-\${var.stage}"
  names  = [for zone in var.zones : upper("\${local.prefix}-\${zone}") if zone != ""]
  ports = {
    web = 443
    api = 8443
  }
}

variable "stage" {
  default = "live"
}

resource "aws_iam_policy" "deploy" {
  name = "deploy"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "*"
        Resource = "*"
      },
    ]
  })
}

resource "aws_iam_policy" "operate" {
  name   = "operate"
  policy = <<EOT
{
  "Version": "2012-10-17",
  "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }]
}
EOT
}

module "queue" {
  source   = "./modules/queue"
  for_each = toset(var.zones)

  name    = each.key
  visible = var.stage == "live" ? 30 : 5
}

resource "aws_db_instance" "reports" {
  identifier                          = "reports"
  engine                              = "mysql"
  instance_class                      = "db.t4g.micro"
  publicly_accessible                 = true
  iam_database_authentication_enabled = true
}

resource "aws_instance" "worker" {
  count         = 2
  ami           = "ami-0123456789abcdef0"
  instance_type = "t4g.nano"

  user_data = <<-EOT
    #!/bin/sh
    echo "worker \${count.index}" > /etc/motd
    %{ for zone in var.zones ~}
    echo \${zone}
    %{ endfor ~}
  EOT

  dynamic "ebs_block_device" {
    for_each = var.zones
    content {
      device_name = "/dev/sd\${ebs_block_device.value}"
      encrypted   = true
    }
  }

  lifecycle {
    ignore_changes = [ami, user_data]
  }
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

data "aws_caller_identity" "current" {}

resource "aws_kms_key" "reports" {
  description         = "reports // not a comment"
  enable_key_rotation = false # by hand
}

provider "aws" {
  region = "eu-central-1"

  default_tags {
    tags = { Owner = "shop" }
  }
}

resource "aws_security_group" "database" {
  name = "database"

  ingress {
    from_port   = 3306
    to_port     = 3389
    protocol    = "tcp"
    cidr_blocks = ["10.1.0.0/16", "0.0.0.0/0"]
  }
}

output "orders" {
  value       = { endpoint = aws_db_instance.orders.endpoint, key = aws_kms_key.orders.arn }
  sensitive   = true
  description = "For the applications"
}

resource "aws_db_instance" "archive" {
  identifier          = "archive"
  engine              = "postgres"
  publicly_accessible = (1 + 2) * 3 > 4 && !false ? true : false
}
`;
