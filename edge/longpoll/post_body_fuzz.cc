#include "edge/longpoll/post_body.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/testing/fuzzing.h"
#include "simdjson.h"

namespace {

using lossy::base::Require;
using lossy::edge::PostBody;

void Check(PostBody::Kind kind, absl::string_view message) {
  if (kind != PostBody::Kind::kText) return;
  Require(!message.empty(), "an empty line is no message");
  Require(simdjson::validate_utf8(message.data(), message.size()), "a text is UTF-8");
}

}  // namespace

// The input is the content type up to the first line feed, then the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t end = std::min(input.find('\n'), input.size());
  PostBody body(input.substr(0, end), std::string(input.substr(std::min(end + 1, size))));
  for (std::size_t count = 0; count <= size; ++count) {
    absl::string_view message;
    const PostBody::Kind kind = body.Next(&message);
    if (kind == PostBody::Kind::kEnd) return 0;
    Check(kind, message);
  }
  Require(false, "a body has an end");
  return 0;
}
