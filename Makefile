# 鉴衡 Jianheng. `make help` lists the commands; `make run` and `make test` are the two you need.
.POSIX:
.SUFFIXES:
PORT = 8000
export PORT

# The first python3 that runs at all; tools/setup.py then finds the one to build with.
FIND = for python in "$$PYTHON" python3 "$$(command -pv python3)" python3.13 python3.12 python3.11 python3.14 python; do \
	if [ -n "$$python" ] && "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2>/dev/null; then break; fi; python=; done; \
	if [ -z "$$python" ]; then echo '没有找到可用的 python3。请运行： apt-get install python3 python3-venv' >&2; \
	echo 'No python3 that runs. Please run: apt-get install python3 python3-venv' >&2; exit 1; fi;
IN = JH_MODE=demo DJANGO_SETTINGS_MODULE=jianheng.site.settings PYTHONUTF8=1 .venv/bin/python

help: ## 列出命令  List the commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 18

setup: ## 准备运行环境  Set up, without starting anything
	@$(FIND) "$$python" tools/setup.py core

run: ## 准备、生成演示县并启动（PORT=8000）  Set up, found the demo county, serve
	@$(FIND) "$$python" tools/setup.py serve

test: ## 全部检查与测试  Every check and every test
	@$(FIND) "$$python" tools/setup.py test
	@$(IN) tools/verify.py check test

check: ## 只做检查，不跑测试  The machine checks without the tests
	@$(FIND) "$$python" tools/setup.py test
	@$(IN) tools/verify.py check

where: ## 哪条规则决定此事：make where Q=纪委书记  Which rule decides this
	@$(FIND) "$$python" tools/setup.py core
	@$(IN) tools/where.py "$(Q)"

rulebook: ## 重新生成 docs/rulebook.md  Write the rulebook anew
	@$(FIND) "$$python" tools/setup.py test
	@$(IN) tools/rulebook.py

bench: ## 性能对比  Benchmarks, each a ratio against a named peer
	@$(FIND) "$$python" tools/setup.py test
	@for file in benchmarks/[a-z]*.py; do name=$${file##*/}; echo "== $$name"; $(IN) -m benchmarks.$${name%.py} || exit 1; done

kill: ## 强杀测试：服务器、排序器、见证方各 50 次  Kill server, sequencer and witness 50 times
	@$(FIND) "$$python" tools/setup.py test
	@KILLS=50 $(IN) -m pytest -m kill tests/kill tests/witness

witnesses: ## 本机启动四个见证方（Ctrl+C 停止）  Four witnesses on this machine
	@$(FIND) "$$python" tools/setup.py core
	@$(IN) -m jianheng.cli drill

lock: ## 更新依赖锁（维护者）  Update the locks (maintainers; needs uv and npm)
	@$(FIND) "$$python" tools/locks.py renew

messages: ## 更新译文目录  Update the message catalogues
	@$(FIND) "$$python" tools/setup.py test
	@$(IN) tools/messages.py

.PHONY: help setup run test check where rulebook bench kill witnesses lock messages
