#include "services/agent/models/rules/words.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace lossy::agent {
namespace {

constexpr absl::string_view kMarks = ".,;:!?-";

bool IsLetter(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::string KeyOf(absl::string_view text) {
  while (!text.empty() && !IsLetter(text.front())) text.remove_prefix(1);
  while (!text.empty() && !IsLetter(text.back())) text.remove_suffix(1);
  return absl::AsciiStrToLower(text);
}

// The punctuation that the marks behind a word stand for.
char TailOf(absl::string_view marks) {
  if (absl::StrContains(marks, '?')) return '?';
  if (absl::StartsWith(marks, "..")) return ',';
  for (char mark : marks) {
    if (mark == '.' || mark == '!') return '.';
  }
  return marks.empty() ? 0 : marks.front();
}

Word MakeWord(absl::string_view token) {
  const std::size_t end = token.find_last_not_of(kMarks);
  Word word;
  if (end == absl::string_view::npos) {
    word.tail = TailOf(token);
    return word;
  }
  const absl::string_view marks = token.substr(end + 1);
  word.text = std::string(token.substr(0, end + 1));
  word.key = KeyOf(word.text);
  word.cut_off = absl::StartsWith(marks, "-");
  word.tail = word.cut_off ? 0 : TailOf(marks);
  return word;
}

bool EndsSentence(const Word& word) { return word.tail == '.' || word.tail == '?'; }

}  // namespace

std::vector<Sentence> SplitSentences(absl::string_view plain_text) {
  std::vector<Sentence> sentences;
  bool open = false;
  for (absl::string_view token : absl::StrSplit(plain_text, ' ', absl::SkipEmpty())) {
    Word word = MakeWord(token);
    if (word.text.empty()) {
      // A separate mark belongs to the word before it.
      if (!open) continue;
      sentences.back().back().tail = word.tail;
    } else {
      if (!open) sentences.emplace_back();
      sentences.back().push_back(std::move(word));
    }
    open = !EndsSentence(sentences.back().back());
  }
  return sentences;
}

Sentence MakeWords(absl::string_view text) {
  Sentence words;
  for (absl::string_view token : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    words.push_back({.text = std::string(token), .key = KeyOf(token)});
  }
  return words;
}

std::string Join(const Sentence& sentence) {
  std::string out;
  for (std::size_t i = 0; i < sentence.size(); ++i) {
    out += sentence[i].text;
    const bool last = i + 1 == sentence.size();
    const char tail = sentence[i].tail;
    if (tail == '-' && !last) out += " -";
    if (tail != 0 && tail != '-' && (!last || tail == '?')) out.push_back(tail);
    if (!last) out.push_back(' ');
  }
  return out;
}

std::vector<std::string> Keys(const Sentence& sentence) {
  std::vector<std::string> keys;
  keys.reserve(sentence.size());
  for (const Word& word : sentence) keys.push_back(word.key);
  return keys;
}

}  // namespace lossy::agent
