"""text_files: text files compiled into a library."""

def text_files(
        name,
        srcs,
        function,
        namespace,
        type = "lossy::base::TextFile",
        type_header = "base/text/text_file.h",
        type_library = "//base/text:text_file",
        **kwargs):
    """Generates NAME.h with `absl::Span<const TYPE> FUNCTION()` in `namespace`.

    Args:
      name: of the library and its header.
      srcs: the files, in UTF-8, in the order of their names. Each is listed by its name without
        the ending, and its text.
      function: the name of the function.
      namespace: the C++ namespace, e.g. lossy::agent.
      type: an aggregate of two texts: the name and the content.
      type_header: the header that declares the type.
      type_library: the library of that header.
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
        echo '#include "{type_header}"' >&3
        echo 'namespace {namespace} {{ absl::Span<const {type}> {function}(); }}' >&3
        echo '#include "{package}/{name}.h"' >&4
        echo 'namespace {namespace} {{ absl::Span<const {type}> {function}() {{' >&4
        echo 'static constexpr {type} kAll[] = {{' >&4
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
            type = type,
            type_header = type_header,
        ),
    )
    native.cc_library(
        name = name,
        srcs = [name + ".cc"],
        hdrs = [name + ".h"],
        deps = [
            type_library,
            "@debian//:absl",
        ],
        **kwargs
    )
