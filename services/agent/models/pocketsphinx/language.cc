#include "services/agent/models/pocketsphinx/language.h"

#include <sys/mman.h>
#include <unistd.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "pocketsphinx.h"
#include "services/agent/models/pocketsphinx/arpa.h"
#include "sphinxbase/ckd_alloc.h"
#include "sphinxbase/ngram_model.h"

namespace lossy::agent {
namespace {

// The weight of the sentences. With a much larger one, all speech becomes a reviewer's sentence.
constexpr float kWeight = 0.3;
constexpr char kName[] = "reviewers";

struct Free {
  void operator()(ngram_model_t* model) const { ngram_model_free(model); }
};
using Model = std::unique_ptr<ngram_model_t, Free>;

// A text as a file in memory, because the library reads models only from files.
class TextFile {
 public:
  explicit TextFile(absl::string_view text) : file_(memfd_create("arpa", MFD_CLOEXEC)) {
    while (file_ >= 0 && !text.empty()) {
      const ssize_t written = write(file_, text.data(), text.size());
      if (written <= 0) break;
      text.remove_prefix(static_cast<std::size_t>(written));
    }
    is_whole_ = file_ >= 0 && text.empty();
  }
  ~TextFile() {
    if (file_ >= 0) close(file_);
  }
  TextFile(const TextFile&) = delete;
  TextFile& operator=(const TextFile&) = delete;

  bool is_whole() const { return is_whole_; }
  std::string path() const { return absl::StrCat("/proc/self/fd/", file_); }

 private:
  const int file_;
  bool is_whole_ = false;
};

bool Knows(ps_decoder_s* decoder, const std::string& word) {
  char* phones = ps_lookup_word(decoder, word.c_str());
  ckd_free(phones);
  return phones != nullptr;
}

}  // namespace

absl::Status SetLanguage(ps_decoder_s* decoder, const std::string& general_model,
                         absl::string_view sentences) {
  const TextFile arpa(
      MakeArpa(sentences, [&](const std::string& word) { return Knows(decoder, word); }));
  if (!arpa.is_whole()) return absl::InternalError("cannot keep a language model");
  cmd_ln_t* config = ps_get_config(decoder);
  logmath_t* logmath = ps_get_logmath(decoder);
  const Model general(ngram_model_read(config, general_model.c_str(), NGRAM_AUTO, logmath));
  if (general == nullptr) return absl::NotFoundError(absl::StrCat("no model in ", general_model));
  const Model spoken(ngram_model_read(config, arpa.path().c_str(), NGRAM_ARPA, logmath));
  if (spoken == nullptr) return absl::InternalError("cannot read a language model");
  // The set takes references of its own.
  ngram_model_t* models[] = {general.get(), spoken.get()};
  char general_name[] = "general", spoken_name[] = "spoken";
  char* names[] = {general_name, spoken_name};
  const float weights[] = {1 - kWeight, kWeight};
  const Model mixed(ngram_model_set_init(config, models, names, weights, 2));
  if (mixed == nullptr || ps_set_lm(decoder, kName, mixed.get()) < 0 ||
      ps_set_search(decoder, kName) < 0) {
    return absl::InternalError("cannot mix language models");
  }
  return absl::OkStatus();
}

}  // namespace lossy::agent
