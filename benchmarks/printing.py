"""What was measured, to read."""


def lines(found):
    """Lines of the whole report."""
    for title, write in SECTIONS.items():
        if title in found:
            yield ""
            yield from write(found[title])


def _machine(machine):
    yield "machine: {processor}, {cores} cores, {system}".format(**machine)
    yield "python {python}, numpy {numpy}, load {load} before the start".format(**machine)


def _models(found):
    yield "default scenario, one core, both arms counted (million county-years a second)"
    for name, rate in found["million_county_years_per_second"].items():
        yield f"  {name:<10}{rate:10.3f}   {found['draws'][name]} draws"
    yield f"  narrows over Mesa        {found['ratio_to_mesa_one_core']:8.1f}"
    yield f"  narrows over plain loops {found['ratio_to_plain_one_core']:8.1f}"
    for name in ("mesa", "plain"):
        apart = found[f"largest_difference_to_{name}"]
        yield f"  largest relative difference to {name:<6}{apart:9.1e}"
    yield "  narrows: with random numbers, technology path and identity checks, without measures;"
    yield "  the others: technology path handed in, nothing checked. Processor time."


def _cores(found):
    yield "two cores over one (wall time)"
    yield f"  simulation               {found['two_cores_over_one']:8.2f}"
    yield f"  run with measures        {found['two_cores_over_one_with_measures']:8.2f}"
    yield f"  empty loop               {found['two_cores_over_one_empty_loop']:8.2f}"


def _counties(found):
    yield "cost of a county-year by the size of the region (nanoseconds, one core)"
    for size, row in found.items():
        yield f"  {int(size):>8,} counties  {row['nanoseconds']:8.0f}   {row['draws']} draws"


def _draws(found):
    yield "cost of a county-year by draws (nanoseconds, one core)"
    yield from (f"  {int(size):>8,} draws     {cost:8.0f}" for size, cost in found.items())


def _years(found):
    yield "cost of a county-year by the last year (nanoseconds, one core)"
    yield from (f"  {end:>8}           {cost:8.0f}" for end, cost in found.items())


def _profile(found):
    yield "processor time of the simulation by mechanism"
    yield from (f"  {name:<46}{share:6.1%}" for name, share in found.items())


def _phases(found):
    yield f"a whole run of {found['draws']} draws by phase (wall seconds)"
    yield from (f"  {name:<32}{seconds:8.2f}" for name, seconds in found["seconds"].items())
    if "command" in found:
        yield f"  {'the command as typed':<32}{found['command']:8.2f}"


def _memory(found):
    for draws, megabytes in found.items():
        yield f"peak memory of {int(draws):,} draws: {megabytes:,.0f} MB"


SECTIONS = {
    "machine": _machine,
    "models": _models,
    "cores": _cores,
    "counties": _counties,
    "draws": _draws,
    "years": _years,
    "profile": _profile,
    "phases": _phases,
    "memory": _memory,
}
