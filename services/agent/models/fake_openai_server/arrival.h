#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"

namespace lossy::agent {

// A part of a multipart form.
struct FormPart {
  std::string name;
  std::string file_name;
  std::string content_type;
  std::string content;
};

// A request that the fake server received.
struct Arrival {
  std::string method;
  std::string path;
  std::string host;
  std::string authorization;
  std::string content_type;
  std::string body;
  int connection = 0;  // The number of its connection, from 1.
  absl::Time at;       // The time of its arrival.

  // Returns the kind of call: "structuring", "vision" or "transcription". Empty: another request.
  std::string kind() const;
  // Returns the user's words in the request: the transcript, or the note's text.
  std::string said() const;
  // Returns the limit of tokens of the answer. 0: the request has none.
  std::int64_t max_tokens() const;
  // Returns the bytes of the image in the request.
  std::string image() const;
  std::vector<FormPart> form() const;
};

// Removes one request from the front of `bytes` and returns it. Returns nullopt if the request is
// incomplete. Supports only the parts of HTTP/1.1 that the clients of the tests use.
absl::optional<Arrival> TakeRequest(std::string* bytes);

// Returns the request as a JSON object for tests. In place of a file's content it has the SHA-256.
std::string ToJson(const Arrival& arrival);

}  // namespace lossy::agent
