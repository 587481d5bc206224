// What Astro declares in an app, for checking these templates without it. Not copied.
interface ImportMeta {
  readonly env: Readonly<Record<string, string | undefined>> & {
    readonly BASE_URL: string;
    readonly PROD: boolean;
  };
}

declare module 'astro:env/server' {
  export const getSecret: (key: string) => string | undefined;
}
