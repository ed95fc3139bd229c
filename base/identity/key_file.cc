#include "base/identity/key_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"

namespace lossy::base {
namespace {

constexpr std::size_t kMaxBytes = 1 << 20;

absl::Status Failed(absl::string_view verb, const std::string& path) {
  return absl::ErrnoToStatus(errno, absl::StrCat("cannot ", verb, " ", path));
}

absl::Status WriteAll(int fd, absl::string_view contents) {
  while (!contents.empty()) {
    const ssize_t written = write(fd, contents.data(), contents.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return absl::ErrnoToStatus(errno, "write");
    contents.remove_prefix(static_cast<std::size_t>(written));
  }
  return absl::OkStatus();
}

// Reads little more than kMaxBytes.
absl::StatusOr<std::string> ReadAll(int fd) {
  std::string contents;
  char buffer[4096];
  while (contents.size() <= kMaxBytes) {
    const ssize_t got = read(fd, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return absl::ErrnoToStatus(errno, "read");
    if (got == 0) break;
    contents.append(buffer, static_cast<std::size_t>(got));
  }
  return contents;
}

// Renames the file `fresh` to its final name.
using Publish = int (*)(const char* fresh, const char* path);

absl::Status WriteAs(const std::string& path, absl::string_view contents, mode_t mode,
                     Publish publish) {
  std::string fresh = absl::StrCat(path, ".XXXXXX");
  const int fd = mkostemp(fresh.data(), O_CLOEXEC);  // Mode 0600.
  if (fd < 0) return Failed("write", path);
  const auto remove_fresh = absl::MakeCleanup([&fresh] { unlink(fresh.c_str()); });
  absl::Status written = WriteAll(fd, contents);
  if (written.ok() && fchmod(fd, mode) != 0) written = Failed("write", path);
  if (written.ok() && fsync(fd) != 0) written = Failed("write", path);
  close(fd);
  if (!written.ok()) return written;
  return publish(fresh.c_str(), path.c_str()) == 0 ? absl::OkStatus() : Failed("write", path);
}

}  // namespace

absl::StatusOr<std::string> ReadKeyFile(const std::string& path) {
  // O_NONBLOCK: opening a pipe would otherwise wait for a writer.
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return Failed("read", path);
  const auto close_fd = absl::MakeCleanup([fd] { close(fd); });
  struct stat info = {};
  if (fstat(fd, &info) != 0) return Failed("read", path);
  if (!S_ISREG(info.st_mode)) {
    return absl::InvalidArgumentError(absl::StrCat("cannot read ", path, ": not a regular file"));
  }
  absl::StatusOr<std::string> contents = ReadAll(fd);
  if (!contents.ok()) return Failed("read", path);
  if (contents->size() > kMaxBytes) {
    return absl::InvalidArgumentError(absl::StrCat("cannot read ", path, ": larger than 1 MiB"));
  }
  return contents;
}

absl::Status WriteKeyFile(const std::string& path, absl::string_view contents, mode_t mode) {
  return WriteAs(path, contents, mode, rename);
}

absl::Status WriteNewKeyFile(const std::string& path, absl::string_view contents, mode_t mode) {
  // A rename would replace an existing file.
  return WriteAs(path, contents, mode, link);
}

}  // namespace lossy::base
