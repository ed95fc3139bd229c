"""sql_migrations: numbered .sql files compiled into a library."""

load("//base/text:text_files.bzl", "text_files")

def sql_migrations(name, srcs, namespace, **kwargs):
    """Generates NAME.h with `absl::Span<const base::pg::Migration> Migrations()` in `namespace`.

    Args:
      name: of the library and its header.
      srcs: the files, named NNNN_what.sql; applied in the order of their names.
      namespace: the C++ namespace, e.g. lossy::video.
      **kwargs: passed on to the library.
    """
    text_files(
        name = name,
        srcs = srcs,
        function = "Migrations",
        namespace = namespace,
        type = "lossy::base::pg::Migration",
        type_header = "base/pg/migrate.h",
        type_library = "//base/pg",
        **kwargs
    )
