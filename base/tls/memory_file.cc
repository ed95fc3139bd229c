#include "base/tls/memory_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace lossy::base {
namespace {

absl::Status Failed(absl::string_view what) {
  return absl::UnavailableError(absl::StrCat(what, ": ", std::strerror(errno)));
}

bool WriteAll(int file, absl::string_view contents) {
  while (!contents.empty()) {
    const ssize_t written = write(file, contents.data(), contents.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    contents.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

MemoryFile::~MemoryFile() {
  if (file_ >= 0) close(file_);
}

absl::Status MemoryFile::Write(absl::string_view contents) {
  const int next = memfd_create("lossy", MFD_CLOEXEC);
  if (next < 0) return Failed("memfd_create");
  if (!WriteAll(next, contents)) {
    const absl::Status status = Failed("write");
    close(next);
    return status;
  }
  if (file_ < 0) {
    file_ = next;
    return absl::OkStatus();
  }
  // The number, and so the path, stays the same.
  const int moved = dup3(next, file_, O_CLOEXEC);
  const absl::Status status = moved < 0 ? Failed("dup3") : absl::OkStatus();
  close(next);
  return status;
}

std::string MemoryFile::path() const {
  return file_ < 0 ? std::string() : absl::StrCat("/proc/self/fd/", file_);
}

}  // namespace lossy::base
