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

// A request that arrived at the fake server.
struct Arrival {
  std::string method;
  std::string path;
  std::string host;
  std::string authorization;
  std::string content_type;
  std::string body;
  int connection = 0;  // Counted from 1.
  absl::Time at;

  // "structuring", "vision" or "transcription"; empty: none of them.
  std::string kind() const;
  // What a model is asked about: the transcript, or the note's text.
  std::string said() const;
  // The most tokens that an answer may have; 0: the request does not say.
  std::int64_t max_tokens() const;
  // The bytes of the image in it.
  std::string image() const;
  std::vector<FormPart> form() const;
};

// Takes one request off the front of `bytes`. Nullopt: it is not complete. Knows what HTTP clients
// do, not all that they may do.
absl::optional<Arrival> TakeRequest(std::string* bytes);

// A JSON object of all that tests ask about. A file's content is there as its SHA-256.
std::string ToJson(const Arrival& arrival);

}  // namespace lossy::agent
