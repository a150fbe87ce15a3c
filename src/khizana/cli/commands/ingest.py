import argparse


def summary(lang: str) -> str:
    return ""


def add_arguments(parser: argparse.ArgumentParser, lang: str) -> None: ...
