"""cc_grpc_library: C++ and gRPC code, and a descriptor set, from .proto files.

Uses the packaged protoc and its gRPC plugin. Besides the library NAME it gives NAME_descriptors,
the FileDescriptorSet of the sources and all their imports, with their comments.
"""

ProtoInfo = provider(fields = ["protos", "roots"])

def _generated(ctx, src, root, suffix):
    package = ctx.label.package
    stem = src.basename[:-len(".proto")]
    return ctx.actions.declare_file(stem + suffix)

def _generate_impl(ctx):
    root = ctx.attr.import_root
    protos = depset(ctx.files.srcs, transitive = [d[ProtoInfo].protos for d in ctx.attr.deps])
    roots = depset([root], transitive = [d[ProtoInfo].roots for d in ctx.attr.deps])
    hdrs, srcs = [], []
    for src in ctx.files.srcs:
        hdrs.append(_generated(ctx, src, root, ".pb.h"))
        srcs.append(_generated(ctx, src, root, ".pb.cc"))
        if ctx.attr.grpc:
            hdrs.append(_generated(ctx, src, root, ".grpc.pb.h"))
            srcs.append(_generated(ctx, src, root, ".grpc.pb.cc"))
    descriptors = ctx.actions.declare_file(ctx.attr.stem + "_descriptors.binpb")
    out = ctx.bin_dir.path + "/" + root

    args = ctx.actions.args()
    args.add_all(roots, format_each = "-I%s")
    args.add("--cpp_out=" + out)
    if ctx.attr.grpc:
        args.add("--plugin=protoc-gen-grpc=" + ctx.file._grpc_plugin.path)
        args.add("--grpc_out=" + out)
    args.add("--descriptor_set_out=" + descriptors.path)
    args.add("--include_imports")
    args.add("--include_source_info")
    args.add_all(ctx.files.srcs)
    ctx.actions.run(
        executable = ctx.file._protoc,
        arguments = [args],
        inputs = protos,
        tools = [ctx.file._grpc_plugin],
        outputs = hdrs + srcs + [descriptors],
        mnemonic = "Protoc",
    )
    return [
        ProtoInfo(protos = protos, roots = roots),
        DefaultInfo(files = depset(hdrs + srcs)),
        OutputGroupInfo(
            hdrs = depset(hdrs),
            srcs = depset(srcs),
            descriptors = depset([descriptors]),
        ),
    ]

_generate = rule(
    implementation = _generate_impl,
    attrs = {
        "srcs": attr.label_list(allow_files = [".proto"]),
        "deps": attr.label_list(providers = [ProtoInfo]),
        "grpc": attr.bool(),
        "import_root": attr.string(),
        "stem": attr.string(),
        "_protoc": attr.label(
            default = "@debian//:bin/protoc",
            allow_single_file = True,
            cfg = "exec",
        ),
        "_grpc_plugin": attr.label(
            default = "@debian//:bin/grpc_cpp_plugin",
            allow_single_file = True,
            cfg = "exec",
        ),
    },
)

def cc_grpc_library(name, srcs, deps = [], grpc = False, import_root = "proto", **kwargs):
    """Generates NAME (cc_library) and NAME_descriptors (filegroup of one file).

    Args:
      name: of the library.
      srcs: the .proto files, all below import_root.
      deps: other cc_grpc_library targets whose files are imported.
      grpc: whether the files define services.
      import_root: the folder that import paths start from, relative to the workspace.
      **kwargs: passed on to the library and the filegroup (visibility, testonly).
    """
    generated = name + "_generated"
    _generate(
        name = generated,
        srcs = srcs,
        deps = [d + "_generated" for d in deps],
        grpc = grpc,
        import_root = import_root,
        stem = name,
        **kwargs
    )
    for group in ["hdrs", "srcs", "descriptors"]:
        native.filegroup(
            name = name + "_" + group,
            srcs = [":" + generated],
            output_group = group,
            **kwargs
        )
    native.cc_library(
        name = name,
        srcs = [":" + name + "_srcs"],
        hdrs = [":" + name + "_hdrs"],
        copts = ["-w"],
        strip_include_prefix = "/" + import_root,
        deps = deps + ["@debian//:grpcpp" if grpc else "@debian//:protobuf"],
        **kwargs
    )
