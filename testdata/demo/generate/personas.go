package main

// personaTable lists whom a visitor may want to be, and what there is to see for them. It is not imported.
func personaTable() table {
	return table{name: "personas", columns: []string{"email", "about"}, rows: [][]string{
		{"admin@nimbus.example", "vendor administrator: everything of Nimbus"},
		{"chief@nimbus.example", "channel chief: everything of Nimbus, to read"},
		{"ops@nimbus.example", "channel operations: all partners and deals, programs"},
		{"cam.uk@nimbus.example", "account manager: the partners in the UK and Ireland and what hangs on them"},
		{"dealdesk@nimbus.example", "deal desk: approves registrations"},
		{"marketing@nimbus.example", "marketing: campaigns and their audiences, no deals"},
		{"finance@nimbus.example", "finance: amounts without contacts"},
		{"sync@nimbus.example", "service account of an integration"},
		{"admin@ironwall.example", "vendor administrator of Ironwall"},
		{"cam@ironwall.example", "account manager of Ironwall in Europe"},
		{"dealdesk@ironwall.example", "deal desk of Ironwall"},
		{"admin@pixelforge.example", "vendor administrator of Pixelforge"},
		{"dealdesk@pixelforge.example", "deal desk of Pixelforge"},
		{"admin@continental.example", "distributor administrator: Nimbus and Ironwall in Europe"},
		{"desk@continental.example", "distributor deal desk: approves Nimbus deals up to GBP 50,000, endorses those above"},
		{"desk@pacific.example", "the other distributor's desk: never sees what Continental serves"},
		{"admin@brightpath.example", "partner administrator: one login for all three vendors"},
		{"sales@brightpath.example", "partner sales: its own deals and margins"},
		{"marketing@brightpath.example", "partner marketing: campaigns, and deals without figures"},
		{"sales@harbor.example", "a rival of Brightpath: sees nothing of it"},
	}}
}
