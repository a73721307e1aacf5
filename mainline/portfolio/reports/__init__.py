"""Reports: lists kept under a name, made now or by a schedule; the fiscal year; sheets of dockets."""
