"""Distribution 分配: what of the money received is whose, signed, paid and shown to each inventor."""
