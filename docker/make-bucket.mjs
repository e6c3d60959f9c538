// Makes the bucket that STORAGE_URL names, where it is missing, and switches its versioning on, as a second net: once, before the
// service starts. On a bucket of one's own elsewhere it is not needed.
import {
  CreateBucketCommand,
  HeadBucketCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';

const url = new URL(process.env.STORAGE_URL ?? '');
const Bucket = url.hostname;
const client = new S3Client({
  endpoint: url.searchParams.get('endpoint') ?? undefined,
  region: url.searchParams.get('region') ?? 'us-east-1',
  forcePathStyle: true,
});

const isThere = await client.send(new HeadBucketCommand({ Bucket })).then(
  () => true,
  (error) => {
    if (error.$metadata?.httpStatusCode === 404) {
      return false;
    }
    throw error;
  },
);
if (!isThere) {
  await client.send(new CreateBucketCommand({ Bucket }));
}
const Versioning = { Bucket, VersioningConfiguration: { Status: 'Enabled' } };
const isVersioned = await client.send(new PutBucketVersioningCommand(Versioning)).then(
  () => true,
  // Not every server has versions, and the service does not need them.
  () => false,
);
console.log(
  `bucket ${Bucket} ${isThere ? 'is there' : 'made'}, versions ${isVersioned ? 'on' : 'not to be had'}`,
);
