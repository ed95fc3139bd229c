#include "services/notifications/log/log_memory_file.h"

#include <cstdio>
#include <fstream>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace lossy::notifications {
namespace {

// A line is era, offset, run, epoch and the escaped topic, separated by spaces.
std::string ToLine(const LogServer::Known& known) {
  return absl::StrCat(known.era, " ", known.position.offset(), " ", known.position.run(), " ",
                      known.position.epoch(), " ", absl::CHexEscape(known.topic), "\n");
}

bool FromLine(const std::string& line, LogServer::Known& known) {
  const std::vector<std::string> parts = absl::StrSplit(line, absl::MaxSplits(' ', 4));
  std::int64_t offset = 0, run = 0;
  if (parts.size() != 5 || !absl::SimpleAtoi(parts[0], &known.era) ||
      !absl::SimpleAtoi(parts[1], &offset) || !absl::SimpleAtoi(parts[2], &run) ||
      !absl::CUnescape(parts[4], &known.topic)) {
    return false;
  }
  known.position.set_epoch(parts[3]);
  known.position.set_offset(offset);
  known.position.set_run(run);
  return true;
}

}  // namespace

std::vector<LogServer::Known> LogMemoryFile::Read() const {
  std::vector<LogServer::Known> all;
  std::ifstream file(path_);
  for (std::string line; std::getline(file, line);) {
    LogServer::Known known;
    if (!FromLine(line, known)) return {};
    all.push_back(std::move(known));
  }
  return all;
}

absl::Status LogMemoryFile::Write(const std::vector<LogServer::Known>& known) {
  std::string lines;
  for (const LogServer::Known& each : known) lines += ToLine(each);
  if (path_.empty() || lines == written_) return absl::OkStatus();
  const std::string fresh = path_ + ".new";
  std::ofstream file(fresh, std::ios::trunc);
  file << lines;
  file.close();
  if (!file || std::rename(fresh.c_str(), path_.c_str()) != 0) {
    return absl::UnavailableError(absl::StrCat("cannot write ", path_));
  }
  written_ = std::move(lines);
  return absl::OkStatus();
}

}  // namespace lossy::notifications
