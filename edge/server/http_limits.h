#pragma once

#include <cstddef>

namespace lossy::edge {

// Bounds of HTTP requests, in bytes.
struct HttpLimits {
  std::size_t max_header_bytes = 64 << 10;  // The request line and all headers.
  std::size_t max_body_bytes = 64 << 10;
  // The body of an event, from a client with a valid token. It is a message of
  // ConnectionLimits::max_message_bytes.
  std::size_t max_event_body_bytes = 8 << 20;
  // The body of a long-poll client's post. It is larger than a message of
  // ConnectionLimits::max_message_bytes, because base64 makes it a third longer.
  std::size_t max_longpoll_body_bytes = 11 << 20;
};

}  // namespace lossy::edge
