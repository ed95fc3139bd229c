"""sql_migrations: numbered .sql files compiled into a library."""

def sql_migrations(name, srcs, namespace, **kwargs):
    """Generates NAME.h with `absl::Span<const base::pg::Migration> Migrations()` in `namespace`.

    Args:
      name: of the library and its header.
      srcs: the files, named NNNN_what.sql; applied in the order of their names.
      namespace: the C++ namespace, e.g. lossy::video.
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
        echo '#include "base/pg/migrate.h"' >&3
        echo 'namespace {namespace} {{ absl::Span<const lossy::base::pg::Migration> Migrations(); }}' >&3
        echo '#include "{package}/{name}.h"' >&4
        echo 'namespace {namespace} {{ absl::Span<const lossy::base::pg::Migration> Migrations() {{' >&4
        echo 'static constexpr lossy::base::pg::Migration kAll[] = {{' >&4
        for file in $$(echo $(SRCS) | tr ' ' '\\n' | sort); do
          printf '{{"%s", R"__sql__(' $$(basename $$file .sql) >&4
          cat $$file >&4
          echo ')__sql__"}},' >&4
        done
        echo '}}; return kAll; }} }}' >&4
        """.format(name = name, namespace = namespace, package = native.package_name()),
    )
    native.cc_library(
        name = name,
        srcs = [name + ".cc"],
        hdrs = [name + ".h"],
        deps = [
            "//base/pg",
            "@debian//:absl",
        ],
        **kwargs
    )
