"""The native C++ rules under the name that Bazel's own tools load them by.

Debian's bazel-rules-cc needs a symbol that Bazel 4.2 lacks, and nothing may be fetched.
"""

cc_binary = native.cc_binary
cc_import = native.cc_import
cc_library = native.cc_library
cc_proto_library = native.cc_proto_library
cc_test = native.cc_test
cc_toolchain = native.cc_toolchain
cc_toolchain_suite = native.cc_toolchain_suite
