#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "edge/longpoll/post_body.h"
#include "simdjson.h"

// The content type up to the first NUL, then the body. What is called text must be UTF-8, and be
// readable with its padding.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t end = std::min(input.find('\0'), input.size());
  lossy::edge::PostBody body(input.substr(0, end),
                             std::string(input.substr(std::min(end + 1, input.size()))));
  for (std::size_t count = 0;; ++count) {
    absl::string_view message;
    switch (body.Next(&message)) {
      case lossy::edge::PostBody::Kind::kEnd:
        return 0;
      case lossy::edge::PostBody::Kind::kText:
        if (!simdjson::validate_utf8(message.data(), message.size())) std::abort();
        break;
      default:
        break;
    }
    if (count > size) std::abort();
  }
}
