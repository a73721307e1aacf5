# Two commands. Everything else: ./bin/mainline --help
.PHONY: run test
run:
	@./bin/mainline run
test:
	@./bin/test
