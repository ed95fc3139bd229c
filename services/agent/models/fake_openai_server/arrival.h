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
  int connection = 0;  // Counted from 1.
  absl::Time at;

  // "structuring", "vision" or "transcription". Empty: another request.
  std::string kind() const;
  // The words in the request: the transcript, or the note's text.
  std::string said() const;
  // The limit of tokens of an answer. 0: the request states none.
  std::int64_t max_tokens() const;
  // The bytes of the image in the request.
  std::string image() const;
  std::vector<FormPart> form() const;
};

// Removes one request from the front of `bytes`. Nullopt: the request is not complete. Supports the
// parts of HTTP that clients use, not all of HTTP.
absl::optional<Arrival> TakeRequest(std::string* bytes);

// The request as a JSON object for tests. It contains the SHA-256 of a file, not its content.
std::string ToJson(const Arrival& arrival);

}  // namespace lossy::agent
