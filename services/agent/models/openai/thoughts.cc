#include "services/agent/models/openai/thoughts.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "services/agent/models/openai/lenient_json.h"

namespace lossy::agent {
namespace {

struct Marks {
  absl::string_view open;
  absl::string_view close;
};

constexpr Marks kMarks[] = {
    {"<think>", "</think>"},           {"<thinking>", "</thinking>"},
    {"<thought>", "</thought>"},       {"<thoughts>", "</thoughts>"},
    {"<reasoning>", "</reasoning>"},   {"<reflection>", "</reflection>"},
    {"<analysis>", "</analysis>"},     {"<scratchpad>", "</scratchpad>"},
    {"<seed:think>", "</seed:think>"}, {"[think]", "[/think]"},
    {"[thinking]", "[/thinking]"},     {"<|begin_of_thought|>", "<|end_of_thought|>"},
    {"<|channel>", "<channel|>"},      {"◁think▷", "◁/think▷"}};

// The harmony format: <|channel|>NAME<|message|>TEXT<|end|>.
constexpr absl::string_view kChannel = "<|channel|>";
constexpr absl::string_view kMessage = "<|message|>";
constexpr absl::string_view kEnd = "<|end|>";
// The harmony format without its marks, which some servers remove.
constexpr absl::string_view kBareThought = "analysis";
constexpr absl::string_view kBareAnswer = "assistantfinal";

// The number of braces at which an object is searched. It bounds the time for content full of
// braces.
constexpr int kMostBraces = 64;
// A shorter line of a prompt may occur in any answer.
constexpr std::size_t kShortestEcho = 20;

std::size_t FindIgnoreCase(absl::string_view text, absl::string_view mark) {
  for (std::size_t at = text.find(mark[0]); at != absl::string_view::npos;
       at = text.find(mark[0], at + 1)) {
    if (absl::StartsWithIgnoreCase(text.substr(at), mark)) return at;
  }
  return absl::string_view::npos;
}

class Reader {
 public:
  explicit Reader(absl::string_view content) : rest_(content) {}

  ThoughtlessContent Read() {
    SkipBareThought();
    while (!rest_.empty()) {
      if (!TakeChannel() && !TakeThought() && !TakeObject()) Keep(1);
    }
    return std::move(content_);
  }

 private:
  void Keep(std::size_t size) {
    content_.said.append(rest_.data(), size);
    rest_.remove_prefix(size);
  }

  // A thought at the front, up to `end` in what is left of the content.
  void Drop(std::size_t end, std::size_t mark_size) {
    if (end == absl::string_view::npos) {
      content_.unclosed = std::string(rest_);
      rest_ = {};
    } else {
      rest_.remove_prefix(end + mark_size);
    }
  }

  void SkipBareThought() {
    if (!absl::StartsWith(rest_, kBareThought)) return;
    Drop(rest_.rfind(kBareAnswer), kBareAnswer.size());
  }

  bool TakeChannel() {
    if (!absl::ConsumePrefix(&rest_, kChannel)) return false;
    const bool is_answer = absl::StartsWith(rest_, "final");
    const std::size_t message = rest_.find(kMessage);
    if (is_answer) {
      if (message != absl::string_view::npos) rest_.remove_prefix(message + kMessage.size());
      return true;
    }
    const std::size_t next = rest_.find(kChannel);
    const std::size_t end = rest_.find(kEnd);
    next < end ? Drop(next, 0) : Drop(end, kEnd.size());
    return true;
  }

  bool TakeThought() {
    if (!absl::StrContains("<[\xe2", rest_.substr(0, 1))) return false;
    for (const Marks& marks : kMarks) {
      if (absl::StartsWithIgnoreCase(rest_, marks.open)) {
        rest_.remove_prefix(marks.open.size());
        Drop(FindIgnoreCase(rest_, marks.close), marks.close.size());
        return true;
      }
      // All content before the mark was a thought.
      if (absl::StartsWithIgnoreCase(rest_, marks.close)) {
        content_.said.clear();
        rest_.remove_prefix(marks.close.size());
        return true;
      }
    }
    return false;
  }

  bool TakeObject() {
    if (rest_[0] != '{' || ++braces_ > kMostBraces) return false;
    const std::size_t size = JsonObjectSize(rest_);
    Keep(size);
    return size > 0;
  }

  absl::string_view rest_;
  ThoughtlessContent content_;
  int braces_ = 0;
};

}  // namespace

ThoughtlessContent WithoutThoughts(absl::string_view content) { return Reader(content).Read(); }

std::string WithoutEcho(absl::string_view content, absl::string_view prompt) {
  std::string rest(content);
  for (absl::string_view line : absl::StrSplit(prompt, '\n')) {
    line = absl::StripAsciiWhitespace(line);
    if (line.size() >= kShortestEcho) absl::StrReplaceAll({{line, " "}}, &rest);
  }
  return rest;
}

}  // namespace lossy::agent
