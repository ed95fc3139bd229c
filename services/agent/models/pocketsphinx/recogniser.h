#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

struct ps_decoder_s;

namespace lossy::agent {

// PocketSphinx with its model of US English, in which the words of reviewers are more likely. One
// thread at a time.
class Recogniser {
 public:
  // `model` is a folder with the layout of Debian's pocketsphinx-en-us. NOT_FOUND: it is not.
  static absl::StatusOr<Recogniser> Load(const std::string& model);

  // The spoken words in lower case, without punctuation. Empty: there is no speech.
  std::string Understand(absl::Span<const std::int16_t> samples);

 private:
  struct Free {
    void operator()(ps_decoder_s* decoder) const;
  };

  explicit Recogniser(ps_decoder_s* decoder) : decoder_(decoder) {}

  std::string UnderstandStretch(absl::Span<const std::int16_t> samples);

  std::unique_ptr<ps_decoder_s, Free> decoder_;
};

}  // namespace lossy::agent
