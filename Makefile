# Needs only Python >= 3.11, make, git and the package index. `make` alone lists what there is.
.POSIX:
.PHONY: help demo test lint bench format assets messages shots clean
.SUFFIXES:

RUN = .venv/bin/python -m
CODE = src tests bench

help:
	@echo "make demo    一条命令打开演示街道办（PORT= 换端口）/ open the demonstration office (PORT= for another port)"
	@echo "make test    测试 / the tests"
	@echo "make lint    代码检查 / ruff, mypy, import order"
	@echo "make bench   测速并与同类比较 / speed and memory beside the peers, into bench/results.md"
	@echo "make format  整理格式 / format the code"
	@echo "make assets   样式、脚本、字体与译文 / style sheets, scripts, fonts, compiled messages"
	@echo "make messages 把页面上的话收进译文表 / collect what pages say into the catalogues"
	@echo "make shots    给正在运行的演示拍页面 / pictures of the pages of a running demonstration, into shots"
	@echo "make clean   删掉生成物 / remove what was generated"

demo:
	@PYTHON="$(PYTHON)" tools/setup demo --later
	@tools/demo "$(PORT)"

test:
	@PYTHON="$(PYTHON)" tools/setup dev
	@tools/test

lint:
	@PYTHON="$(PYTHON)" tools/setup dev
	@$(RUN) ruff check $(CODE)
	@$(RUN) ruff format --check $(CODE)
	@$(RUN) mypy
	@.venv/bin/lint-imports --no-cache --no-logo

bench:
	@PYTHON="$(PYTHON)" tools/setup bench
	@$(RUN) bench.run

format:
	@PYTHON="$(PYTHON)" tools/setup dev
	@$(RUN) ruff check --fix $(CODE)
	@$(RUN) ruff format $(CODE)

assets:
	@PYTHON="$(PYTHON)" tools/setup dev
	@.venv/bin/python tools/assets.py

messages:
	@PYTHON="$(PYTHON)" tools/setup dev
	@.venv/bin/python tools/messages.py $(APP)

shots:
	@PYTHON="$(PYTHON)" tools/setup dev
	@.venv/bin/python tools/shots.py

clean:
	rm -rf out dist shots .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis
