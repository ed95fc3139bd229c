#pragma once

#include <string>

#include "services/video/page_url.h"

namespace lossy::video {

// Each function returns the id of the video on a page of its platform; empty if the URL has none.
// The page of a collection, such as a playlist, has no id, except where a comment states it. The
// page of a video within a collection has the id of the video.
std::string YoutubeId(const PageUrl& url);
// Returns the kind and number of a collection for the collection's page only: "showcase/123".
std::string VimeoId(const PageUrl& url);
std::string FrameioId(const PageUrl& url);
std::string AirId(const PageUrl& url);
std::string IconikId(const PageUrl& url);
std::string WipsterId(const PageUrl& url);
std::string TiktokId(const PageUrl& url);
std::string WistiaId(const PageUrl& url);
std::string LoomId(const PageUrl& url);
std::string DropboxReplayId(const PageUrl& url);
std::string GoogleDriveId(const PageUrl& url);

// The ids that former versions derived from the same pages, where they differ. Stored videos keep
// them.
std::string FormerYoutubeId(const PageUrl& url);
std::string FormerVimeoId(const PageUrl& url);
std::string FormerTiktokId(const PageUrl& url);
// Returns the last segment of the path if it looks like an id (long, and with a digit); otherwise
// an empty text.
std::string LastId(const PageUrl& url);

}  // namespace lossy::video
