"""text_files: text files compiled into a library."""

def text_files(name, srcs, function, namespace, **kwargs):
    """Generates NAME.h with `absl::Span<const base::TextFile> FUNCTION()` in `namespace`.

    Args:
      name: of the library and its header.
      srcs: the files, in UTF-8. Each is listed by its name without the ending.
      function: the name of the function.
      namespace: the C++ namespace, e.g. lossy::agent.
      **kwargs: passed on to the library.
    """
    native.genrule(
        name = name + "_source",
        srcs = srcs,
        outs = [name + ".cc", name + ".h"],
        cmd = """
        exec 3> $(location {name}.h) 4> $(location {name}.cc)
        echo '#pragma once' >&3
        echo '#include "absl/types/span.h"' >&3
        echo '#include "base/text/text_file.h"' >&3
        echo 'namespace {namespace} {{ absl::Span<const lossy::base::TextFile> {function}(); }}' >&3
        echo '#include "{package}/{name}.h"' >&4
        echo 'namespace {namespace} {{ absl::Span<const lossy::base::TextFile> {function}() {{' >&4
        echo 'static constexpr lossy::base::TextFile kAll[] = {{' >&4
        for file in $$(echo $(SRCS) | tr ' ' '\\n' | sort); do
          name=$$(basename $$file)
          printf '{{"%s", R"__text__(' $${{name%.*}} >&4
          cat $$file >&4
          echo ')__text__"}},' >&4
        done
        echo '}}; return kAll; }} }}' >&4
        """.format(
            function = function,
            name = name,
            namespace = namespace,
            package = native.package_name(),
        ),
    )
    native.cc_library(
        name = name,
        srcs = [name + ".cc"],
        hdrs = [name + ".h"],
        deps = [
            "//base/text:text_file",
            "@debian//:absl",
        ],
        **kwargs
    )
