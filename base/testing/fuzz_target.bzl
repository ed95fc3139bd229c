"""fuzz_target: a fuzz target, and a test that what it has found stays fixed."""

def fuzz_target(name, deps = []):
    """Makes NAME, a libFuzzer binary that `./dev fuzz` runs, and NAME_test.

    The test replays every file of corpus/NAME without libFuzzer: the seeds that fuzzing starts
    from, and the inputs of old findings, whose names say what was wrong.

    Args:
      name: the source is NAME.cc, which defines LLVMFuzzerTestOneInput.
      deps: of the source.
    """
    corpus = "corpus/" + name
    native.cc_binary(
        name = name,
        testonly = True,
        srcs = [name + ".cc"],
        tags = [
            "fuzz",
            "manual",
        ],
        deps = deps,
    )
    native.cc_test(
        name = name + "_test",
        size = "small",
        srcs = [name + ".cc"],
        args = [native.package_name() + "/" + corpus],
        data = native.glob([corpus + "/*"], allow_empty = False),
        deps = deps + ["//base/testing:fuzz_replay"],
    )
