output "id" {
  value = aws_vpc.this.id
}

output "private_subnet_ids" {
  value = [for zone in var.zones : aws_subnet.private[zone].id]
}

output "nat_addresses" {
  value = try(aws_eip.nat[*].public_ip, [])
}
