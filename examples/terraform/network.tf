# The network of a small shop: one VPC, two public subnets, and the security groups of its servers.

resource "aws_vpc" "shop" {
  cidr_block           = "10.20.0.0/16"
  enable_dns_hostnames = true

  tags = local.tags
}

resource "aws_subnet" "public" {
  count = 2

  vpc_id                  = aws_vpc.shop.id
  cidr_block              = cidrsubnet(aws_vpc.shop.cidr_block, 8, count.index)
  map_public_ip_on_launch = true
}

resource "aws_security_group" "bastion" {
  name        = "shop-bastion"
  description = "Way in for operators"
  vpc_id      = aws_vpc.shop.id

  ingress {
    description = "SSH"
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = concat(["0.0.0.0/0"], var.office_ranges)
  }

  egress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = [aws_vpc.shop.cidr_block]
  }
}

resource "aws_security_group" "web" {
  name        = "shop-web"
  description = "Public web traffic"
  vpc_id      = aws_vpc.shop.id
}

resource "aws_vpc_security_group_ingress_rule" "web_https" {
  security_group_id = aws_security_group.web.id
  description       = "HTTPS from anywhere"
  cidr_ipv4         = "0.0.0.0/0"
  from_port         = 443
  to_port           = 443
  ip_protocol       = "tcp"
}

resource "aws_vpc_security_group_ingress_rule" "web_rdp" {
  security_group_id = aws_security_group.web.id
  description       = "Left from the migration"
  cidr_ipv6         = "::/0"
  from_port         = 3000
  to_port           = 4000
  ip_protocol       = "tcp"
}
