"""A progress bar for whoever is watching, shared by the commands that simulate."""


class Progress:
    """A bar on standard error where a person is looking, nothing elsewhere.

    Args:
        lang: language of its words.
        then: key of what is said when all is simulated, or None to keep the words.
        doing: key of what is said before that.
    """

    def __init__(self, lang, then="run.writing", doing="run.simulating"):
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        from narrows.words import say

        self.doing = say(doing, lang)
        self.then = say(then, lang) if then else self.doing
        console = Console(stderr=True)
        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:.0f}/{task.total:.0f}"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self.task = None

    def __enter__(self):
        self.bar.start()
        return self

    def __exit__(self, *failure):
        self.bar.stop()

    def __call__(self, finished, total):
        """Tell that some draws are finished."""
        if self.task is None:
            self.task = self.bar.add_task(self.doing, total=total)
        self.bar.advance(self.task, finished)
        if self.bar.tasks[0].finished:
            self.bar.update(self.task, description=self.then)
