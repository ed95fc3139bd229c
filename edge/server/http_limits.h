#pragma once

#include <cstddef>

namespace lossy::edge {

// Bounds of HTTP requests, in bytes.
struct HttpLimits {
  std::size_t max_header_bytes = 64 << 10;
  std::size_t max_body_bytes = 64 << 10;
  // Of the body of a long-poll client's post. Base64 makes a message a third longer.
  std::size_t max_longpoll_body_bytes = 11 << 20;
};

}  // namespace lossy::edge
